package dev.sallyport.agent.cli;

import java.time.Clock;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands; those that tell the time or look at the environment are given both. */
final class CommandFactory implements IFactory {
    private final Clock clock;
    private final Map<String, String> environment;

    CommandFactory(Clock clock, Map<String, String> environment) {
        this.clock = clock;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == SaveCommand.class) {
            return type.cast(new SaveCommand(clock, environment));
        }
        if (type == PlanCommand.class) {
            return type.cast(new PlanCommand(clock, environment));
        }
        if (type == LockCommand.class) {
            return type.cast(new LockCommand(clock, environment));
        }
        if (type == WatchCommand.class) {
            return type.cast(new WatchCommand(clock, environment));
        }
        if (type == TagsCommand.class) {
            return type.cast(new TagsCommand(plainHttp -> ClientBrowser.open(plainHttp, environment, clock)));
        }
        if (type == SearchCommand.class) {
            return type.cast(new SearchCommand(plainHttp -> ClientBrowser.open(plainHttp, environment, clock)));
        }
        if (type == VerifyCommand.class) {
            return type.cast(new VerifyCommand(clock));
        }
        if (type == InspectCommand.class) {
            return type.cast(new InspectCommand(clock));
        }
        if (type == SentCommand.class) {
            return type.cast(new SentCommand(environment));
        }
        if (type == HistoryImportCommand.class) {
            return type.cast(new HistoryImportCommand(environment));
        }
        if (type == CacheListCommand.class) {
            return type.cast(new CacheListCommand(environment));
        }
        if (type == CachePruneCommand.class) {
            return type.cast(new CachePruneCommand(environment));
        }
        if (type == CacheVerifyCommand.class) {
            return type.cast(new CacheVerifyCommand(clock, environment));
        }
        return CommandLine.defaultFactory().create(type);
    }
}
