package io.drey.cli.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.console.Console;
import io.drey.event.Alert;
import io.drey.event.Evidence;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees, as far as a terminal is concerned: escapes and wide lines. */
class ProgressViewTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 120})
    void theBlockIsOverwrittenHoweverNarrowTheTerminalIs(int width) {
        ProgressView view = view(true, 100);
        view.show(1, arrivals(1_000));
        view.alert(alert("somebody who guessed the password of a user whose name is as long as names may be"));
        view.show(2, arrivals(2_000));
        view.alert(alert("\u001b[2Jhostile\nname"));
        view.show(63, arrivals(20_000));
        view.end(63, arrivals(20_000));

        String screen = new Terminal(width).show(err.toString(UTF_8));
        assertThat(screen.lines()).hasSize(8).allSatisfy(line -> assertThat(line.length())
                .isLessThanOrEqualTo(width));
        assertThat(screen).contains("63 s since").doesNotContain(" 1 s since").doesNotContain(" 2 s since");
        assertThat(screen.lines().filter(line -> line.contains("alert  high"))).hasSize(2);
    }

    @Test
    void allNumbersFitIntoEightyColumns() {
        view(true, 200).show(999, arrivals(20_000_000));
        assertThat(new Terminal(200).show(err.toString(UTF_8)).lines())
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
    }

    @Test
    void withoutATerminalThereIsNoEscape() {
        ProgressView view = view(false, 80);
        view.show(1, arrivals(1_000));
        view.alert(alert("\u001b[2Jhostile"));
        view.end(2, arrivals(2_000));
        assertThat(err.toString(UTF_8)).doesNotContain("\u001b").contains("?[2Jhostile");
    }

    @Test
    void whatDoesNotFitEndsWithAnEllipsis() {
        ProgressView view = view(true, 50);
        view.alert(alert("somebody whose name is long"));
        view.show(1, arrivals(1_000));
        assertThat(new Terminal(50).show(err.toString(UTF_8)))
                .contains("  alert  high     5 failed logins by somebody who…");
    }

    private ProgressView view(boolean isTerminal, int columns) {
        return new ProgressView(
                new Console(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(new ByteArrayOutputStream(), false, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        isTerminal),
                OptionalLong.of(20_000),
                columns);
    }

    private static Arrivals arrivals(long lines) {
        return new Arrivals(lines, true, lines - 20, 20, lines - 20, lines, lines, false, lines / 500, lines / 500, 4);
    }

    private static Alert alert(String who) {
        return new Alert(
                "a",
                "demo",
                "web",
                "brute-force-login",
                1,
                "Failed logins followed by a success",
                "high",
                who,
                0,
                0,
                0,
                "5 failed logins by " + who + " within 60 s, then one that succeeded",
                6,
                new Evidence[0]);
    }

    /** As much of a terminal as the view uses. */
    private static final class Terminal {

        private static final Pattern ESCAPE = Pattern.compile("\u001b\\[(\\??\\d*)([A-Za-z])");

        private final int width;
        private final TreeMap<Integer, StringBuilder> rows = new TreeMap<>();
        private int row;
        private boolean wraps = true;

        Terminal(int width) {
            this.width = width;
        }

        String show(String output) {
            Matcher escape = ESCAPE.matcher(output);
            for (int i = 0; i < output.length(); i++) {
                char c = output.charAt(i);
                if (c == '\u001b') {
                    assertThat(escape.find(i)).isTrue();
                    obey(escape.group(1), escape.group(2));
                    i = escape.end() - 1;
                } else if (c == '\n') {
                    row++;
                } else {
                    StringBuilder line = rows.computeIfAbsent(row, n -> new StringBuilder());
                    if (line.length() < width) {
                        line.append(c);
                    } else if (wraps) {
                        row++;
                        rows.computeIfAbsent(row, n -> new StringBuilder()).append(c);
                    }
                }
            }
            return String.join("\n", rows.values());
        }

        private void obey(String number, String command) {
            switch (number + command) {
                case "2K" -> rows.remove(row);
                case "J" -> rows.tailMap(row).clear();
                case "?7l" -> wraps = false;
                case "?7h" -> wraps = true;
                default -> {
                    assertThat(command).isEqualTo("A");
                    row -= Integer.parseInt(number);
                }
            }
        }
    }
}
