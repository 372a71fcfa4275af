package dev.sallyport.workload;

import java.util.List;

/**
 * What a workload's files name.
 *
 * @param images in the order of the files; one that is named in several places comes once for each
 * @param unmirrorable what the workload needs and cannot be carried
 * @param notes what was left out or not done, and why: a service without a chosen profile, a chart that could not be rendered
 */
public record WorkloadImages(List<FoundImage> images, List<Unmirrorable> unmirrorable, List<String> notes) {
    public WorkloadImages {
        images = List.copyOf(images);
        unmirrorable = List.copyOf(unmirrorable);
        notes = List.copyOf(notes);
    }

    /** Without notes. */
    public WorkloadImages(List<FoundImage> images, List<Unmirrorable> unmirrorable) {
        this(images, unmirrorable, List.of());
    }
}
