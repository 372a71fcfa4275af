package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.GrantReport;
import dev.sallyport.appliance.api.UserReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.terminal.Table;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code appliance users list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists users and what they may.",
        footer = {"", "Example:", "  appliance users list --json"})
final class UsersListCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer = server.connect().get(ApiPaths.USERS);
        if (output.printIfJson(answer.object())) {
            return 0;
        }
        Table table = new Table("USER", "PASSWORD", "ADDED", "MAY");
        for (JsonReader entry : answer.objects("users")) {
            UserReport user = UserReport.read(entry);
            table.row(user.name(), user.password() ? "yes" : "no", user.added(), grants(user));
        }
        output.println(table);
        return 0;
    }

    static String sentence(UserReport user) {
        return user.name() + " may: " + grants(user);
    }

    private static String grants(UserReport user) {
        return user.grants().isEmpty()
                ? "nothing of its own"
                : user.grants().stream().map(GrantReport::text).collect(Collectors.joining("; "));
    }
}
