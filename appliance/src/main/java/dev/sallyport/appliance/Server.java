package dev.sallyport.appliance;

/** Runs the appliance. */
public final class Server {
    private Server() {}

    public static int run(ServeSettings settings) {
        return settings.port() < 0 ? 0 : 1;
    }
}
