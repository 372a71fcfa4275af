package dev.sallyport.appliance.clients;

import static java.util.Objects.requireNonNull;

/**
 * A file for a client.
 *
 * @param path where it belongs on the client, without the leading slash: {@code etc/docker/daemon.json}. Its components are
 *     made of letters, digits and {@code . _ - :}, and none is {@code ..}
 * @param content in UTF-8
 */
public record ClientFile(String path, String content) {
    private static final String COMPONENT = "[A-Za-z0-9._:-]*[A-Za-z0-9_:-][A-Za-z0-9._:-]*";

    public ClientFile {
        if (!path.matches(COMPONENT + "(/" + COMPONENT + ")*")) {
            throw new IllegalArgumentException("Not the path of a client's file: " + path);
        }
        requireNonNull(content, "content is null");
    }
}
