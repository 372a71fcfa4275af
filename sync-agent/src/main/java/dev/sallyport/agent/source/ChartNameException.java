package dev.sallyport.agent.source;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Reference;
import java.nio.file.Path;
import java.util.Map;

/** A name for a chart under which Helm would not find it. */
public final class ChartNameException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param end what the name must end with */
    ChartNameException(Path chart, Reference name, String end) {
        super(
                "wrong-chart-name",
                Category.USAGE,
                "Helm would not find the chart " + chart + " as " + name + ": a name ends with its chart and version, /"
                        + end,
                "Name it HOST/PATH/" + end + ".",
                Map.of("chart", chart.toString(), "name", name.toString(), "end", end));
    }
}
