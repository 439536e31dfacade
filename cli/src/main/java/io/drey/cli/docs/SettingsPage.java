package io.drey.cli.docs;

import io.drey.job.Setting;
import io.drey.job.SettingsCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All settings, by what their keys begin with. */
final class SettingsPage {

    private SettingsPage() {}

    static ReferencePage page() {
        Markdown page = new Markdown(
                "Settings",
                """
                Give a setting as `-Dkey=value`, in the `config.yaml` of the folder that `--config` names, or as an environment variable. \
                The first of these wins. A key that nothing reads is refused; `config.yaml` may also hold Flink's own keys.

                Durations are written `10 s`, `5 min`, `1 h` or `2 d`, sizes `4 mb`. A list has semicolons between its values. A map is \
                written `key.PART=value` for each part, or `key=PART:value,PART:value` for all.

                A secret is never a value: write where it is, `env:NAME` or `file:/path`.""");
        Map<String, List<Setting>> sections = new TreeMap<>();
        SettingsCatalogue.ofDrey().settings().forEach(setting -> sections.computeIfAbsent(
                        section(setting), name -> new ArrayList<>())
                .add(setting));
        sections.forEach((name, settings) -> page.heading("`%s-…`".formatted(name))
                .table(
                        List.of("key", "type", "default", "what it is for", "read by", "environment variable"),
                        settings.stream().map(SettingsPage::row).toList()));
        return new ReferencePage("settings.md", page.text());
    }

    private static String section(Setting setting) {
        return setting.key().substring(0, setting.key().indexOf('-'));
    }

    private static List<String> row(Setting setting) {
        String earlier = setting.earlierKeys().isEmpty()
                ? ""
                : " Earlier: " + Markdown.literals(setting.earlierKeys().toArray(String[]::new)) + ".";
        return List.of(
                Markdown.literal(setting.key()),
                setting.type(),
                Markdown.literal(setting.defaultValue()),
                setting.description() + earlier,
                setting.jobs().isEmpty() ? "commands" : String.join(", ", setting.jobs()),
                Markdown.literal(setting.environmentVariable()));
    }
}
