package dev.sallyport.agent.cli;

import dev.sallyport.agent.registry.RegistryNotices;
import dev.sallyport.oci.Printable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;

/** Tells people on a terminal, or in a log, why nothing happens for a while. */
final class PrintedNotices implements RegistryNotices {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Consumer<String> messages;

    PrintedNotices(Consumer<String> messages) {
        this.messages = messages;
    }

    @Override
    public void waiting(String host, Instant until, String reason) {
        messages.accept("waiting for " + host + " until " + TIME.format(until.atZone(ZoneId.systemDefault())) + ": "
                + Printable.clean(reason));
    }

    @Override
    public void mirrorPassedOver(String host, String mirror, String reason) {
        messages.accept(
                "warning: asking " + host + " itself, not its mirror " + mirror + ": " + Printable.clean(reason));
    }

    @Override
    public void onlyMirror(String host, String mirror, String reason) {
        messages.accept("warning: " + host + " itself is out of reach, so what refers to its images is what its mirror "
                + mirror + " has: " + Printable.clean(reason));
    }
}
