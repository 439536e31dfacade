package io.drey.format;

import static java.util.Objects.requireNonNull;

import io.drey.event.LogEvent;
import io.drey.event.Printable;
import io.drey.format.line.LineRenderer;
import java.util.List;
import java.util.stream.Collectors;

/** What gives lines back from their events, of all formats. */
public final class LineRenderers {

    private static final List<LineRenderer> ALL = Formats.all().stream()
            .flatMap(format -> format.renderers().stream())
            .toList();

    private LineRenderers() {}

    /** All renderers. */
    public static List<LineRenderer> all() {
        return ALL;
    }

    /**
     * The renderer of an id.
     *
     * @throws IllegalArgumentException if there is none, as when a newer version wrote it
     */
    public static LineRenderer of(String id) {
        requireNonNull(id, "id is null");
        for (LineRenderer each : ALL) {
            if (each.id().equals(id)) {
                return each;
            }
        }
        throw new IllegalArgumentException("unknown renderer '%s': this version knows %s; a newer one wrote it"
                .formatted(Printable.of(id), ALL.stream().map(LineRenderer::id).collect(Collectors.joining(", "))));
    }

    /** The renderer that gives {@link io.drey.event.Field#EVENT_ORIGINAL} back byte for byte, or null. */
    public static LineRenderer forLineOf(LogEvent event) {
        for (int i = 0; i < ALL.size(); i++) { // no iterator: this runs for each line
            LineRenderer each = ALL.get(i);
            if (each.givesBackLineOf(event)) {
                return each;
            }
        }
        return null;
    }
}
