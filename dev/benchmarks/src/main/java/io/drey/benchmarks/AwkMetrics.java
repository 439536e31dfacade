package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** mawk: a program of a few lines that counts by six dimensions in ten-second windows. Each pass is a process of its own. */
final class AwkMetrics implements Contender {

    /** A window is its time without the last digit of the seconds. */
    private static final String PROGRAM =
            """
            BEGIN { FS = "\\"" }
            {
                split($1, head, " ")
                split($2, request, " ")
                split($3, answer, " ")
                window = substr(head[4], 2, 19)
                page = request[2]
                query = index(page, "?")
                if (query) page = substr(page, 1, query - 1)
                requests[window]++
                bytes[window] += answer[2]
                statuses[window " " answer[1]]++
                callers[window " " head[1]]++
                pages[window " " page]++
                agents[window " " $6]++
            }
            END {
                for (key in requests) printf "requests %s %d\\n", key, requests[key]
                for (key in bytes) printf "bytes %s %.0f\\n", key, bytes[key]
                for (key in statuses) printf "status %s %d\\n", key, statuses[key]
                for (key in callers) printf "caller %s %d\\n", key, callers[key]
                for (key in pages) printf "page %s %d\\n", key, pages[key]
                for (key in agents) printf "agent %s %d\\n", key, agents[key]
            }
            """;

    private OtherProgram mawk;
    private Path input;

    @Override
    public void prepare(Path file, int lines) throws IOException {
        input = Lines.requireCount(file, lines);
        mawk = new OtherProgram();
        Files.writeString(mawk.file("program"), PROGRAM);
    }

    @Override
    public void pass() throws IOException {
        mawk.run(mawk.file("counts"), List.of("mawk", "-f", mawk.file("program").toString(), input.toString()));
    }

    @Override
    public long answer(int lines) throws IOException {
        pass();
        WindowSums sums = new WindowSums();
        Map<String, List<Long>> callers = new TreeMap<>();
        for (String line : Files.readAllLines(mawk.file("counts"), US_ASCII)) {
            String[] words = line.split(" ", -1);
            String name = words[1];
            long count = Long.parseLong(words[words.length - 1]);
            switch (words[0]) {
                case "requests" -> sums.window(name).requests(count);
                case "bytes" -> sums.window(name).bytes(count);
                case "status" -> sums.window(name).status(words[2], count);
                case "caller" ->
                    callers.computeIfAbsent(name, any -> new ArrayList<>()).add(count);
                default -> {
                    // Pages and agents are counted by other names than ours.
                }
            }
        }
        callers.forEach((name, counts) -> {
            counts.sort(Collections.reverseOrder());
            for (int rank = 1; rank <= Math.min(10, counts.size()); rank++) {
                sums.window(name).caller(rank, counts.get(rank - 1));
            }
        });
        return WindowSums.each(sums);
    }

    @Override
    public double cpuSecondsOfOthers() {
        return mawk.cpuSeconds();
    }
}
