package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.Problem;
import dev.sallyport.failure.SallyportException;

/** A failure that the server reported. */
final class AnsweredProblemException extends SallyportException {
    private static final long serialVersionUID = 1L;

    AnsweredProblemException(Problem problem) {
        super(problem.code(), problem.category(), problem.detail(), problem.remedy(), problem.facts());
    }
}
