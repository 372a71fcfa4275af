package dev.sallyport.agent.registry;

/** Takes the entries of a long list, tags or repositories, one by one while they arrive. */
@FunctionalInterface
public interface TagConsumer {
    /** Takes one; false to hear no more. */
    boolean accept(String name);
}
