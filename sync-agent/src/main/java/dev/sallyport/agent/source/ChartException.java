package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.nio.file.Path;
import java.util.Map;

/** A file that is no Helm chart, or a damaged or hostile one. */
public final class ChartException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param problem what is wrong, as half a sentence */
    ChartException(Path chart, String problem) {
        super(
                "broken-chart",
                Category.REFUSED,
                "Cannot read the chart " + chart + ": " + Printable.clean(problem),
                "Name the .tgz file that 'helm package' writes; a chart that 'helm lint' accepts is read here too.",
                Map.of("chart", chart.toString(), "problem", Printable.clean(problem)));
    }
}
