package dev.sallyport.agent.registry;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;

/** Something to try, and to try again if the network breaks or the other side is busy. */
interface Attempt<T> {
    T run() throws IOException, BusyException, SallyportException;
}
