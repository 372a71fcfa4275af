package dev.sallyport.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/** Asks a server with a {@link ScaleStore} behind it what does not depend on how much there is, and says how long that takes. */
final class ScaleProbe {
    private static final int WARM = 100;
    private static final int TIMED = 300;
    private static final int PAGE = 100;

    private final RawClient client;
    private final Random random = new Random(1);
    private final int divisor;

    private ScaleProbe(RawClient client, int divisor) {
        this.client = client;
        this.divisor = divisor;
    }

    /**
     * Prints a line for each thing that was asked: a name and the median in milliseconds.
     *
     * @param arguments HOST:PORT; by what the numbers were divided
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("HOST:PORT DIVISOR");
        }
        try (RawClient client = new RawClient(arguments[0])) {
            new ScaleProbe(client, Integer.parseInt(arguments[1])).run();
        }
    }

    private void run() throws IOException {
        String tagged = "/v2/" + ScaleStore.tagged();
        String tags = tagged + "/tags/list?n=" + PAGE;
        // In the order of their bytes these are near the middle and near the end, whatever the numbers were divided by.
        time("tags-first", 200, () -> tags);
        time("tags-middle", 200, () -> tags + "&last=" + ScaleStore.tag(ScaleStore.tags(divisor) / 2));
        time("tags-end", 200, () -> tags + "&last=9.97.0");
        String catalog = "/v2/_catalog?n=" + PAGE;
        int repositories = ScaleStore.repositories(divisor);
        time("catalog-first", 200, () -> catalog);
        time("catalog-middle", 200, () -> catalog + "&last=" + ScaleStore.repository(repositories / 2));
        time("catalog-end", 200, () -> catalog + "&last=" + ScaleStore.repository(repositories - PAGE));
        time("tag-found", 200, () -> tagged + "/manifests/" + ScaleStore.tag(any(ScaleStore.tags(divisor))));
        time(
                "tag-missing",
                404,
                () -> tagged + "/manifests/" + ScaleStore.tag(any(ScaleStore.tags(divisor))) + "-none");
        time("other-found", 200, () -> "/v2/" + ScaleStore.repository(any(repositories)) + "/manifests/1.0.0");
        time("other-missing", 404, () -> "/v2/bench.example/none-" + any(repositories) + "/manifests/1.0.0");
    }

    private int any(int bound) {
        return random.nextInt(bound);
    }

    private void time(String name, int expected, Supplier<String> path) throws IOException {
        double[] milliseconds = new double[TIMED];
        for (int i = -WARM; i < TIMED; i++) {
            String asked = path.get();
            long begun = System.nanoTime();
            client.send("GET", asked, new byte[0]).expect(expected);
            if (i >= 0) {
                milliseconds[i] = (System.nanoTime() - begun) / 1e6;
            }
        }
        Arrays.sort(milliseconds);
        System.out.printf(Locale.ROOT, "%s %.3f%n", name, milliseconds[TIMED / 2]);
    }
}
