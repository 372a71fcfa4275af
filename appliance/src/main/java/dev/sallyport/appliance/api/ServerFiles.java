package dev.sallyport.appliance.api;

/** Files in the data folder by which commands find the server that runs on it. Both are readable by its owner alone. */
public final class ServerFiles {
    /** An object with {@code url} and, with TLS, {@code certificate}: the path of the server's certificate. */
    public static final String ADDRESS = "server.json";

    /** The admin token, one line. */
    public static final String ADMIN_TOKEN = "admin.token";

    private ServerFiles() {}
}
