package dev.sallyport.agent.resolution;

import dev.sallyport.agent.export.ImageFailure;
import dev.sallyport.agent.mirror.Treatment;
import dev.sallyport.agent.source.SourceArgument.RegistryArgument;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Reference;
import dev.sallyport.workload.FoundImage;
import dev.sallyport.workload.WorkloadImages;
import java.util.ArrayList;
import java.util.List;

/** What was found in a workload, as what is wanted. */
final class Findings {
    private Findings() {}

    /** @param prefix of every reason */
    static Expanded of(WorkloadImages found, Treatment treatment, String prefix) {
        List<Wanted> wanted = new ArrayList<>();
        List<ImageFailure> failures = new ArrayList<>();
        for (FoundImage image : found.images()) {
            try {
                wanted.add(new Wanted(
                        new RegistryArgument(Reference.parse(image.image())),
                        null,
                        treatment,
                        null,
                        prefix + withoutLine(image.where()) + " (" + image.how().text() + ")"));
            } catch (MalformedValueException e) {
                failures.add(new ImageFailure(image.image(), e));
            }
        }
        List<String> warnings = new ArrayList<>();
        found.unmirrorable().forEach(each -> warnings.add(each.where() + " is not carried: " + each.why()));
        found.notes().forEach(note -> warnings.add(prefix + note));
        return new Expanded(wanted, failures, warnings);
    }

    // A reason is part of the bundle: a line added above must not make another bundle of it.
    private static String withoutLine(String where) {
        return where.replaceFirst(":[0-9]+(:[0-9]+)?", "");
    }
}
