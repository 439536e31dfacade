package io.drey.cli.jobs;

import io.drey.cli.stack.SettingsOption;
import io.drey.job.SettingsReader;
import io.drey.operations.suite.Job;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say how jobs are set: on top of what a running local stack stands for. */
public final class JobSettingsOption extends SettingsOption {

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A setting of the jobs, such as -Dkafka-bootstrap-servers=broker:9092; also DREY_… in the "
                    + "environment. Those of a running local stack need not be given.")
    void takeSettings(Map<String, String> options) {
        give(options);
    }

    /**
     * The settings that were given, over others.
     *
     * @param jobs those that read them
     */
    public Map<String, String> over(Map<String, String> others, List<Job> jobs) {
        Map<String, String> all = new LinkedHashMap<>(others);
        all.putAll(read(Job.readers(jobs)).toMap());
        return all;
    }

    @Override
    protected SettingsReader reader() {
        return Job.readers(List.of(Job.values()));
    }
}
