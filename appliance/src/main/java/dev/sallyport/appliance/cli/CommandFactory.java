package dev.sallyport.appliance.cli;

import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands; those that tell the time get the clock. */
final class CommandFactory implements IFactory {
    private final Clock clock;

    CommandFactory(Clock clock) {
        this.clock = clock;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == ImportCommand.class) {
            return type.cast(new ImportCommand(clock));
        }
        if (type == ServeCommand.class) {
            return type.cast(new ServeCommand(clock));
        }
        if (type == TokensCreateCommand.class) {
            return type.cast(new TokensCreateCommand(clock));
        }
        if (type == AuditCommand.class) {
            return type.cast(new AuditCommand(clock));
        }
        return CommandLine.defaultFactory().create(type);
    }
}
