package dev.sallyport.appliance.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals from the operating system. Java's own way, a shutdown hook, can neither choose the exit code nor tell one signal from
 * another, and ends the process at SIGHUP. {@code sun.misc.Signal} is in every JDK's {@code jdk.unsupported}, but the
 * compiler warns of it wherever it is named, so it is called by name.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs {@code action}, on a thread of its own, each time the process gets the signal {@code name}, {@code TERM} say.
     *
     * @return whether signals can be had at all
     */
    static boolean handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler run = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    action.run();
                    yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> name;
            };
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, run);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
