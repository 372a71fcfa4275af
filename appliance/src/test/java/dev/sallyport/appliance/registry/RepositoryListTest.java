package dev.sallyport.appliance.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much of the store a page of the catalog costs. */
final class RepositoryListTest {
    private final List<Integer> asked = new ArrayList<>();
    private final List<RepositoryName> names = new ArrayList<>();

    private List<RepositoryName> page(String after, int limit) {
        asked.add(limit);
        return names.stream()
                .filter(name -> after == null || name.value().compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    private void make(int count) {
        for (int i = 0; i < count; i++) {
            names.add(new RepositoryName("team/app%05d".formatted(i)));
        }
    }

    @Test
    void whoMayReadLittleCostsAQueryForAThousandNames() throws Exception {
        make(3500);
        assertThat(RepositoryListController.find(this::page, name -> false, null, 2))
                .isEmpty();
        assertThat(asked).containsExactly(1000, 1000, 1000, 1000);
    }

    @Test
    void findsTheSameWhateverTheStep() throws Exception {
        make(2500);
        assertThat(RepositoryListController.find(
                        this::page, name -> name.value().endsWith("00"), "team/app00100", 3))
                .extracting(RepositoryName::value)
                .containsExactly("team/app00200", "team/app00300", "team/app00400");
        assertThat(RepositoryListController.find(this::page, name -> true, null, 2001))
                .containsExactlyElementsOf(names.subList(0, 2001));
    }
}
