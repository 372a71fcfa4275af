package dev.sallyport.appliance.jobs;

import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.appliance.store.SpaceRules;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** An appliance whose disk is kept; its clock is years after the time of any file, until a test says otherwise. */
final class SpaceFixture implements Closeable {
    final TestAppliance appliance;
    final LocalImages images;
    final AtomicLong free = new AtomicLong(10L << 30);
    final SpaceRules space;
    final Collector collector;
    final PushedImages pushes;

    SpaceFixture(Path data) throws Exception {
        this(new TestAppliance(data), 3);
    }

    SpaceFixture(TestAppliance appliance, int keepReleases) throws IOException {
        this.appliance = appliance.at("2031-01-01T00:00:00Z");
        pushes = new PushedImages(appliance.store(), appliance.clock());
        images = new LocalImages(appliance.store());
        space = new SpaceRules(appliance.store().quotas(), free::get, 256L << 20);
        collector = new Collector(
                appliance.store(),
                appliance.imports(),
                pushes.uploads::expire,
                space,
                new Retention(keepReleases),
                appliance.clock());
    }

    CollectionReport collect(Duration grace) throws Exception {
        return collect(grace, false, false);
    }

    CollectionReport collect(Duration grace, boolean untagged, boolean dryRun) throws Exception {
        return collector.collect(
                new CollectionOptions(grace, untagged, dryRun, false, LocalImages.ACTOR), JobControl.NONE);
    }

    @Override
    public void close() throws IOException {
        appliance.close();
    }
}
