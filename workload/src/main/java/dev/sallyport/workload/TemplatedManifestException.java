package dev.sallyport.workload;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import dev.sallyport.yaml.Place;
import java.util.Map;

/** A manifest has template marks that nothing filled in. */
public final class TemplatedManifestException extends SallyportException {
    private static final long serialVersionUID = 1L;

    TemplatedManifestException(Place place) {
        super(
                "templated-manifest",
                Category.USAGE,
                Printable.clean(place.fileAndLine()) + ": this is a template with '{{', and no manifest yet",
                "Give the chart that it belongs to as a chart, or the rendered manifests.",
                Map.of(
                        "file", Printable.clean(place.file()),
                        "line", Integer.toString(place.line())));
    }
}
