/**
 * What can go wrong on purpose: the one checked exception type and its categories.
 *
 * <p>Every expected failure is a subclass of {@link dev.sallyport.failure.SallyportException} that lives beside the code
 * that throws it and carries the facts of its case. Programs turn the category into an exit code or an HTTP status; nobody
 * parses messages.
 */
@NullMarked
package dev.sallyport.failure;

import org.jspecify.annotations.NullMarked;
