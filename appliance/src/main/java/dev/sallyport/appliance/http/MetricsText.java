package dev.sallyport.appliance.http;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes numbers in Prometheus's text format. */
final class MetricsText {
    /** What it is served as. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Logger LOG = LoggerFactory.getLogger(MetricsText.class);

    private final StringBuilder text = new StringBuilder(16 << 10);

    /** One name with all of its samples; nothing at all of one that cannot be told. */
    void family(String name, Metrics.Family family) {
        int before = text.length();
        text.append("# HELP ")
                .append(name)
                .append(' ')
                .append(escapeHelp(family.help()))
                .append('\n');
        text.append("# TYPE ").append(name).append(' ');
        text.append(family.type().name().toLowerCase(Locale.ROOT)).append('\n');
        try {
            family.samples().write(this, name);
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} cannot be told", name, e);
            text.setLength(before);
        }
    }

    /** One sample; {@code labels} are names and values in turn. */
    void sample(String name, List<String> labels, double value) {
        sample(name, labels, number(value));
    }

    /** One sample of a whole number. */
    void sample(String name, List<String> labels, long value) {
        sample(name, labels, Long.toString(value));
    }

    private void sample(String name, List<String> labels, String value) {
        text.append(name);
        for (int i = 0; i < labels.size(); i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels.get(i)).append("=\"");
            text.append(escapeLabel(labels.get(i + 1))).append('"');
        }
        if (!labels.isEmpty()) {
            text.append('}');
        }
        text.append(' ').append(value).append('\n');
    }

    private static String number(double value) {
        if (value == Double.POSITIVE_INFINITY) {
            return "+Inf";
        }
        long whole = (long) value;
        return whole == value ? Long.toString(whole) : Double.toString(value);
    }

    private static String escapeHelp(String help) {
        return help.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String escapeLabel(String value) {
        return escapeHelp(value).replace("\"", "\\\"");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
