package dev.sallyport.agent.mirror;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.util.List;

/** Lists the tags of repositories. */
@FunctionalInterface
public interface TagLister {
    /**
     * All tags of a repository, in any order. What comes back is from outside: it may hold anything.
     *
     * @param repository its tag does not matter
     */
    List<String> tags(Reference repository) throws IOException, SallyportException;
}
