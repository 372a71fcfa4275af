package dev.sallyport.agent.registry;

import java.time.Instant;

/**
 * Hears of what people should know while a run goes on although nothing has failed. Called by whichever thread it happens to,
 * which goes on when the call returns.
 */
public interface RegistryNotices {
    /** Hears nothing. */
    RegistryNotices NONE = new RegistryNotices() {
        @Override
        public void waiting(String host, Instant until, String reason) {}

        @Override
        public void mirrorPassedOver(String host, String mirror, String reason) {}

        @Override
        public void onlyMirror(String host, String mirror, String reason) {}
    };

    /**
     * No request goes to {@code host} before {@code until}, since it asked for that; said once for a pause.
     *
     * @param reason half a sentence, safe to print
     */
    void waiting(String host, Instant until, String reason);

    /**
     * {@code host} itself is asked, since its mirror does not have or give everything; said once for a host.
     *
     * @param reason a sentence, safe to print
     */
    void mirrorPassedOver(String host, String mirror, String reason);

    /**
     * {@code host} itself is out of reach, so referrers and signatures that its mirror does not have are taken not to exist; said
     * once for a host.
     *
     * @param reason a sentence, safe to print
     */
    void onlyMirror(String host, String mirror, String reason);
}
