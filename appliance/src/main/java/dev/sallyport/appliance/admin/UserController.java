package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.access.Caller;
import dev.sallyport.appliance.access.PasswordHash;
import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.GrantReport;
import dev.sallyport.appliance.api.UserReport;
import dev.sallyport.appliance.api.UserRequest;
import dev.sallyport.appliance.store.AccessRegister;
import dev.sallyport.appliance.store.AccessState;
import dev.sallyport.appliance.store.Grant;
import dev.sallyport.appliance.store.Role;
import dev.sallyport.appliance.store.UserEntry;
import dev.sallyport.appliance.store.UserName;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.StrictJson;
import dev.sallyport.signature.RepositoryPattern;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Users and what they may. */
@Controller
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class UserController {
    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 256;

    private final AccessRegister register;

    UserController(AccessRegister register) {
        this.register = register;
    }

    @Get(ApiPaths.USERS)
    HttpResponse<byte[]> list() throws IOException {
        AccessState state = register.state();
        List<UserReport> reports = new ArrayList<>();
        reports.add(new UserReport(UserName.ANONYMOUS.value(), false, "", toReports(state.anonymous())));
        state.users().forEach(user -> reports.add(toReport(user)));
        return JsonAnswers.list("users", reports, UserReport::toJson);
    }

    @Post(ApiPaths.USERS)
    HttpResponse<byte[]> add(HttpRequest<?> request, @Body byte[] body) throws IOException, SallyportException {
        UserRequest wanted = read(body);
        UserName name = UserName.parse(wanted.name());
        List<Grant> grants = new ArrayList<>();
        for (GrantReport grant : wanted.grants()) {
            grants.add(toGrant(grant));
        }
        Caller caller = AdminFilter.caller(request);
        if (caller instanceof Caller.Setup) {
            addFirst(name, wanted.password(), grants, caller);
        } else {
            register.addUser(name, hash(wanted.password()), grants, caller.name());
        }
        return answer(name);
    }

    // Whoever has the setup token gets in once; a first user who cannot let others in would lock everybody out of that.
    private void addFirst(UserName name, String password, List<Grant> grants, Caller caller)
            throws IOException, SallyportException {
        String hash = hash(password);
        if (hash == null || !grants.contains(Grant.everywhere(Role.ADMIN))) {
            throw new MalformedValueException("first user", name.value(), "the role admin, and a password");
        }
        if (!register.addFirstUser(name, hash, grants, caller.name())) {
            throw new SetupOverException();
        }
    }

    @Post(ApiPaths.USERS_PASSWORD)
    HttpResponse<byte[]> setPassword(HttpRequest<?> request, @Body byte[] body) throws IOException, SallyportException {
        UserRequest wanted = read(body);
        UserName name = UserName.parse(wanted.name());
        register.setPassword(name, hash(wanted.password()), AdminFilter.actor(request));
        return answer(name);
    }

    @Post(ApiPaths.USERS_REMOVE)
    HttpResponse<byte[]> remove(HttpRequest<?> request, @Body byte[] body) throws IOException, SallyportException {
        UserName name = UserName.parse(read(body).name());
        register.removeUser(name, AdminFilter.actor(request));
        return JsonAnswers.of(new JsonWriter().put("name", name.value()).toObject());
    }

    @Post(ApiPaths.USERS_GRANT)
    HttpResponse<byte[]> grant(HttpRequest<?> request, @Body byte[] body) throws IOException, SallyportException {
        JsonReader wanted = StrictJson.parseObject("the request", body, UserRequest.MAX_SIZE);
        UserName name = UserName.parse(wanted.text("name"));
        register.grant(name, toGrant(GrantReport.read(wanted)), AdminFilter.actor(request));
        return answer(name);
    }

    @Post(ApiPaths.USERS_REVOKE)
    HttpResponse<byte[]> revoke(HttpRequest<?> request, @Body byte[] body) throws IOException, SallyportException {
        JsonReader wanted = StrictJson.parseObject("the request", body, UserRequest.MAX_SIZE);
        UserName name = UserName.parse(wanted.text("name"));
        if (!register.revoke(name, toGrant(GrantReport.read(wanted)), AdminFilter.actor(request))) {
            throw new NoSuchGrantException(name, GrantReport.read(wanted).text());
        }
        return answer(name);
    }

    private static UserRequest read(byte[] body) throws SallyportException {
        return UserRequest.read(StrictJson.parseObject("the request", body, UserRequest.MAX_SIZE));
    }

    private HttpResponse<byte[]> answer(UserName name) throws IOException {
        AccessState state = register.state();
        UserReport report = name.equals(UserName.ANONYMOUS)
                ? new UserReport(name.value(), false, "", toReports(state.anonymous()))
                : state.user(name)
                        .map(UserController::toReport)
                        .orElseGet(() -> new UserReport(name.value(), false, "", List.of()));
        return JsonAnswers.of(report.toJson());
    }

    private static @Nullable String hash(String password) throws MalformedValueException {
        if (password.isEmpty()) {
            return null;
        }
        if (password.length() < SHORTEST_PASSWORD
                || password.length() > LONGEST_PASSWORD
                || password.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedValueException(
                    "password",
                    "(hidden)",
                    SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD + " characters without control characters");
        }
        return PasswordHash.of(password);
    }

    private static Grant toGrant(GrantReport report) throws MalformedValueException {
        Role role = Role.parse(report.role());
        RepositoryPattern repositories = RepositoryPattern.parse(report.repositories());
        if (!role.isOfRepositories() && !repositories.equals(Grant.ALL)) {
            throw new MalformedValueException(
                    "repository pattern", repositories.text(), "none: " + role.label() + " is of the whole appliance");
        }
        return new Grant(role, repositories);
    }

    private static UserReport toReport(UserEntry user) {
        return new UserReport(
                user.name().value(), user.password() != null, user.added().toString(), toReports(user.grants()));
    }

    private static List<GrantReport> toReports(List<Grant> grants) {
        return grants.stream()
                .map(grant -> new GrantReport(
                        grant.role().label(), grant.repositories().text()))
                .toList();
    }
}
