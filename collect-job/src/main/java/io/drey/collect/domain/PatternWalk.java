package io.drey.collect.domain;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.PathPattern;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the files of a pattern. Each folder is listed once, those of other days are not. */
public final class PatternWalk {

    /** What writers call files that they still write, or that hold no lines. */
    private static final List<String> UNFINISHED = List.of(".tmp", ".inprogress", "._COPYING_");

    private final Folders folders;
    private final Map<String, List<Folders.Entry>> listed = new HashMap<>();

    public PatternWalk(Folders folders) {
        this.folders = requireNonNull(folders, "folders is null");
    }

    /**
     * The files of a pattern. Names that begin with a dot or an underscore, or end in {@code .tmp}, {@code .inprogress} or
     * {@code ._COPYING_}, are left out: who writes in place hides what is not finished so.
     *
     * @param from of which times folders are listed, where the pattern has times
     * @param to the last of them
     */
    public List<FoundFile> find(PathPattern pattern, Instant from, Instant to) throws IOException {
        List<FoundFile> found = new ArrayList<>();
        for (List<String> parts : pattern.between(from, to)) {
            walk(pattern.root(), parts, 0, found);
        }
        return found;
    }

    /** Whether a walk finds a path, whatever its time. */
    public static boolean isOf(PathPattern pattern, String path) {
        if (!pattern.hasPath(path)) {
            return false;
        }
        List<String> names = List.of(path.substring(pattern.root().length() + 1).split("/", -1));
        for (int i = 0; i < names.size(); i++) {
            boolean isListed =
                    i == names.size() - 1 || PathPattern.isWild(pattern.parts().get(i));
            if (isListed && isHidden(names.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void walk(String folder, List<String> parts, int at, List<FoundFile> found) throws IOException {
        String part = parts.get(at);
        boolean isName = at == parts.size() - 1;
        if (!isName && !PathPattern.isWild(part)) {
            walk(folder + "/" + part, parts, at + 1, found);
            return;
        }
        for (Folders.Entry entry : list(folder)) {
            if (entry.isFolder() == isName || isHidden(entry.name()) || !PathPattern.matches(part, entry.name())) {
                continue;
            }
            String path = folder + "/" + entry.name();
            if (isName) {
                found.add(new FoundFile(path, entry.length(), entry.modifiedMillis()));
            } else {
                walk(path, parts, at + 1, found);
            }
        }
    }

    private List<Folders.Entry> list(String folder) throws IOException {
        List<Folders.Entry> entries = listed.get(folder);
        if (entries == null) {
            entries = folders.list(folder);
            listed.put(folder, entries);
        }
        return entries;
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".")
                || name.startsWith("_")
                || UNFINISHED.stream().anyMatch(name::endsWith);
    }
}
