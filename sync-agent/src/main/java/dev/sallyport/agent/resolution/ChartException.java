package dev.sallyport.agent.resolution;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A chart that cannot be found or used. */
public final class ChartException extends SallyportException {
    private static final long serialVersionUID = 1L;

    ChartException(Category category, String chart, String problem, String remedy) {
        super("chart", category, "Chart " + chart + ": " + problem, remedy, Map.of("chart", chart));
    }
}
