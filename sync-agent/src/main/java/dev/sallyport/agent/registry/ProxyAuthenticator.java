package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import org.jspecify.annotations.Nullable;

/** Answers one proxy, and nobody else: the only way to give Java's CONNECT credentials. */
final class ProxyAuthenticator extends Authenticator {
    private final Credentials.Password credentials;

    ProxyAuthenticator(Credentials.Password credentials) {
        this.credentials = requireNonNull(credentials, "credentials is null");
    }

    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
        return getRequestorType() == RequestorType.PROXY
                ? new PasswordAuthentication(
                        credentials.user(), credentials.secret().toCharArray())
                : null;
    }
}
