package dev.sallyport.appliance.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * The numbers that {@code /metrics} shows. Whoever has one registers it once, at the start; a supplier is asked each time
 * somebody looks, must be quick, and throws if it cannot say: the number is then left out. Thread-safe.
 *
 * <p>An exporter of our own instead of a library's: the text format is a page, and a library's registry costs jars, memory
 * and start time.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">the text format, 0.0.4</a>
 */
public final class Metrics {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    private final Map<String, Family> families = new ConcurrentSkipListMap<>();

    /** Asked for a number; {@link IOException} if it cannot be told. */
    @FunctionalInterface
    public interface Value {
        /** The number now. */
        double get() throws IOException;
    }

    /** Asked for several numbers, by the value of a label; {@link IOException} if they cannot be told. */
    @FunctionalInterface
    public interface Values {
        /** The numbers now. */
        Map<String, Double> get() throws IOException;
    }

    /** Counts up; thread-safe. */
    public static final class Counter {
        private final LongAdder count = new LongAdder();

        private Counter() {}

        /** One more. */
        public void increment() {
            count.increment();
        }

        /** {@code more} more; not negative. */
        public void add(long more) {
            if (more < 0) {
                throw new IllegalArgumentException("A counter does not go down: " + more);
            }
            count.add(more);
        }

        long value() {
            return count.sum();
        }
    }

    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    /** Writes the samples of one name. */
    interface Samples {
        void write(MetricsText text, String name) throws IOException;
    }

    record Family(String help, Type type, Samples samples) {}

    /** A number that goes up and down. Its name begins with {@code sallyport_} and ends in its unit. */
    public void gauge(String name, String help, Value value) {
        register(name, new Family(help, Type.GAUGE, (text, of) -> text.sample(of, List.of(), value.get())));
    }

    /** A number that somebody else counts up; its name ends in {@code _total}. */
    public void counter(String name, String help, Value value) {
        register(name, new Family(help, Type.COUNTER, (text, of) -> text.sample(of, List.of(), value.get())));
    }

    /** A counter for the caller to count with; its name ends in {@code _total}. */
    public Counter counter(String name, String help) {
        Counter counter = new Counter();
        counter(name, help, counter::value);
        return counter;
    }

    /**
     * Several numbers under one name, told apart by one label.
     *
     * @param values a number for each value of the label: a closed set, nothing that comes from a request
     */
    public void gauges(String name, String help, String label, Values values) {
        register(name, new Family(help, Type.GAUGE, (text, of) -> {
            for (Map.Entry<String, Double> value : values.get().entrySet()) {
                text.sample(of, List.of(label, value.getKey()), value.getValue());
            }
        }));
    }

    /** What {@code values} says, asked no more often than once in {@code time}. */
    public static Values keptFor(Duration time, Values values) {
        return new KeptValues(values, time.toNanos());
    }

    private static final class KeptValues implements Values {
        private final Values values;
        private final long nanos;
        private Map<String, Double> kept = Map.of();
        private long until;

        KeptValues(Values values, long nanos) {
            this.values = values;
            this.nanos = nanos;
            this.until = System.nanoTime();
        }

        @Override
        public synchronized Map<String, Double> get() throws IOException {
            if (System.nanoTime() - until >= 0) {
                kept = values.get();
                until = System.nanoTime() + nanos;
            }
            return kept;
        }
    }

    void register(String name, Family family) {
        if (!NAME.matcher(requireNonNull(name, "name is null")).matches()) {
            throw new IllegalArgumentException("Not a metric's name: " + name);
        }
        if (families.putIfAbsent(name, family) != null) {
            throw new IllegalArgumentException("Registered twice: " + name);
        }
    }

    /** All of it in the text format. */
    String text() {
        MetricsText text = new MetricsText();
        families.forEach(text::family);
        return text.toString();
    }
}
