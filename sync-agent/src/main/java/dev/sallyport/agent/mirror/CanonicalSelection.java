package dev.sallyport.agent.mirror;

import dev.sallyport.agent.mirror.YamlNode.YamlList;
import dev.sallyport.agent.mirror.YamlNode.YamlMap;
import dev.sallyport.agent.mirror.YamlNode.YamlText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What of a mirror file decides which content there is, as lines that two files have in common exactly if they select the
 * same: {@code images: {ref: docker.io/library/nginx:1.27}}. Neither order, comments and spelling nor keys, folders, sizes
 * and registries' settings matter.
 */
final class CanonicalSelection {
    private static final Set<String> ELSEWHERE =
            Set.of("stream", "key", "output", "state", "volume-size", "expires", "prune", "registries", "aliases");

    // Who may have signed an image decides whether it comes, not what comes.
    private static final Set<String> NO_SELECTION = Set.of("verify");

    private CanonicalSelection() {}

    static List<String> lines(YamlMap document) {
        List<String> lines = new ArrayList<>();
        document.entries().forEach((section, entry) -> {
            if (ELSEWHERE.contains(section)) {
                return;
            }
            if (entry.value() instanceof YamlList list && !section.equals("platforms") && !section.equals("include")) {
                list.items().forEach(item -> lines.add(section + ": " + flow(item)));
            } else if (!flow(entry.value()).isEmpty()) {
                lines.add(section + ": " + flow(entry.value()));
            }
        });
        Collections.sort(lines);
        return lines.stream().distinct().toList();
    }

    private static String flow(YamlNode node) {
        if (node instanceof YamlText text) {
            return LockYaml.scalar(text.value());
        }
        if (node instanceof YamlList list) {
            return list.items().stream().map(CanonicalSelection::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        if (node instanceof YamlMap map) {
            Map<String, String> members = new TreeMap<>();
            map.entries().forEach((key, entry) -> {
                if (!NO_SELECTION.contains(key)) {
                    members.put(key, flow(entry.value()));
                }
            });
            return members.entrySet().stream()
                    .map(member -> LockYaml.scalar(member.getKey()) + ": " + member.getValue())
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return "";
    }
}
