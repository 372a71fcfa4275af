package dev.sallyport.agent.registry;

/** A {@code WWW-Authenticate} header that breaks its grammar; package-private, since callers turn it into a failure. */
final class MalformedChallengeException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedChallengeException(String problem) {
        super(problem);
    }
}
