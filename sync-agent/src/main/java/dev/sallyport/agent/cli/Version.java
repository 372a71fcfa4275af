package dev.sallyport.agent.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version from the jar's manifest, so that the build names it once. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {"sync-agent " + Objects.requireNonNullElse(version, "(not from a jar)")};
    }
}
