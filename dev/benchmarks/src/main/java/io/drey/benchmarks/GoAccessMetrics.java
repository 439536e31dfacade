package io.drey.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** GoAccess, as Debian has it: it reads the file and writes its report as JSON. Each pass is a process of its own. */
final class GoAccessMetrics implements Contender {

    private OtherProgram goaccess;
    private Path input;

    @Override
    public void prepare(Path file, int lines) throws IOException {
        input = Lines.requireCount(file, lines);
        goaccess = new OtherProgram();
    }

    @Override
    public void pass() throws IOException {
        goaccess.run(
                goaccess.file("out"),
                List.of(
                        "goaccess",
                        input.toString(),
                        "--log-format=COMBINED",
                        "--no-global-config",
                        "--no-progress",
                        "-o",
                        goaccess.file("report.json").toString()));
    }

    @Override
    public long answer(int lines) throws IOException {
        pass();
        JsonNode report =
                new ObjectMapper().readTree(goaccess.file("report.json").toFile());
        WindowSums sums = new WindowSums();
        WindowSums.Window all = sums.window("all");
        all.bytes(report.path("general").path("bandwidth").asLong());
        for (JsonNode family : report.path("status_codes").path("data")) {
            for (JsonNode code : family.path("items")) {
                // The code, and its name in words.
                all.status(
                        code.path("data").asText().substring(0, 3),
                        code.path("hits").path("count").asLong());
            }
        }
        return WindowSums.whole(sums);
    }

    @Override
    public double cpuSecondsOfOthers() {
        return goaccess.cpuSeconds();
    }
}
