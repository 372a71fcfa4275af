package dev.sallyport.appliance.http;

/**
 * A number that is another one after every change that could change an answer. Asked for every request: must be quick, and
 * safe for use by many threads. Without such a bean no answer is given twice.
 */
@FunctionalInterface
public interface AnswerVersion {
    /** The number now. */
    long current();
}
