package io.drey.format.mysql;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Logs of MySQL and MariaDB. */
@AutoService(LineFormat.class)
public final class MysqlFormat implements LineFormat {

    @Override
    public String name() {
        return "mysql";
    }

    @Override
    public String description() {
        return "logs of MySQL and MariaDB: errors, the general log, and slow queries, each as one line or record";
    }

    @Override
    public String example() {
        return "2021-10-28T08:06:45.411498Z 25 [Note] [MY-010926] [Server] Access denied for user 'ann'@'192.0.2.4' (using password: NO)";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new MysqlParser(options);
    }
}
