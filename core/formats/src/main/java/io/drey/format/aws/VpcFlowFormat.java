package io.drey.format.aws;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.pattern.PatternParser;

/** Flow logs of AWS' virtual private clouds. */
@AutoService(LineFormat.class)
public final class VpcFlowFormat implements LineFormat {

    @Override
    public String name() {
        return "vpc-flow";
    }

    @Override
    public String description() {
        return "flow logs of AWS VPCs; other fields than the usual ones stand behind the colon, as in"
                + " `vpc-flow:${version} ${vpc-id} ${srcaddr} ${start} ${end}`";
    }

    @Override
    public String example() {
        return "2 123456789010 eni-1235b8ca123456789 192.0.2.4 198.51.100.7 20641 22 6 20 4249 1714557600 1714557660 ACCEPT OK";
    }

    @Override
    public boolean mayHaveAnyField() {
        return false;
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new PatternParser(VpcFlowFields.pattern(options.argument()), options);
    }

    @Override
    public boolean takesArgument() {
        return true;
    }
}
