package dev.sallyport.appliance.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The certificate authority that clients of this appliance have to trust, if it is the appliance's own. */
public final class Authority {
    private final byte @Nullable [] certificate;

    private Authority(byte @Nullable [] certificate) {
        this.certificate = certificate;
    }

    /** An appliance that was given a certificate, or that speaks plain HTTP. */
    public static Authority none() {
        return new Authority(null);
    }

    static Authority of(byte[] certificate) {
        return new Authority(certificate.clone());
    }

    /** Its certificate in PEM. */
    public Optional<byte[]> certificate() {
        return Optional.ofNullable(certificate).map(byte[]::clone);
    }
}
