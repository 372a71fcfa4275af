package dev.sallyport.agent.cli;

import java.io.PrintStream;

/**
 * Says, when the process is stopped from outside, that nothing is lost. The process then ends by the signal, with 130 for Ctrl-C;
 * whatever is written is safe against that at any instant, so nothing has to be tidied first.
 */
final class InterruptNotice {
    private final Thread hook;

    private InterruptNotice(PrintStream err) {
        hook = new Thread(
                () -> {
                    err.println();
                    err.println("sync-agent: interrupted; run the same command again, it goes on from there");
                    err.flush();
                },
                "interrupt-notice");
    }

    /** From now on. */
    static InterruptNotice show(PrintStream err) {
        InterruptNotice notice = new InterruptNotice(err);
        Runtime.getRuntime().addShutdownHook(notice.hook);
        return notice;
    }

    /** No longer: the command has ended by itself. */
    void withdraw() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is being said.
        }
    }
}
