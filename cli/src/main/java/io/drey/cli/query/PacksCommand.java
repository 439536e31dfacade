package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.lake.LakeOption;
import io.drey.query.rows.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "packs",
        description = "Lists the packs there are: each is a standard, and the reports that serve its clauses.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey report packs",
            "  drey report packs --queries my-queries --format json",
        })
final class PacksCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private QueriesOption queries = new QueriesOption();

    @Mixin
    private LakeOption lakeOption = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    PacksCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<List<Object>> rows = new ArrayList<>();
        queries.catalog(lakeOption.querySettings()).packs().forEach(pack -> {
            long served = pack.clauses().stream()
                    .filter(clause -> !clause.reports().isEmpty())
                    .count();
            rows.add(List.of(
                    pack.id(),
                    pack.title(),
                    pack.edition(),
                    pack.clauses().size(),
                    served,
                    pack.reports().size(),
                    pack.file().orElse("built in")));
        });
        new Rows(List.of("pack", "title", "edition", "clauses", "served", "reports", "from"), rows)
                .print(format.format(), console.out());
        return ExitCodes.DONE;
    }
}
