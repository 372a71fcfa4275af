package dev.sallyport.agent.registry;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;

/** Makes something of an answer that is neither a refusal nor a passing problem, and closes it or hands it on. */
interface AnswerReader<T> {
    /**
     * Reads {@code answer}.
     *
     * @throws IOException if the answer breaks off; it is then asked for again
     */
    T read(HttpAnswer answer) throws IOException, SallyportException;
}
