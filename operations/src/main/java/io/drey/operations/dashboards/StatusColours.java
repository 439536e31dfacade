package io.drey.operations.dashboards;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One colour for each family of status codes, the same in all panels: green is well, blue elsewhere, orange and red fail. */
final class StatusColours {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** By the first digit of a status: 1 to 5. */
    private static final List<String> FAMILIES = List.of("#98A2B3", "#54B399", "#6092C0", "#D6A84B", "#CC5642");

    private static final String OTHER = "#98A2B3";
    private static final int FIRST = 100;
    private static final int LAST = 599;

    /** Shades of a family, so that neighbours in a stack can be told apart. */
    private static final int SHADES = 5;

    private StatusColours() {}

    /** An expression of Vega that gives a status its colour. */
    static String expression(String status) {
        StringBuilder expression = new StringBuilder();
        for (int family = 1; family <= FAMILIES.size(); family++) {
            expression.append(
                    "substring(%s, 0, 1) == '%d' ? '%s' : ".formatted(status, family, FAMILIES.get(family - 1)));
        }
        return expression.append("'" + OTHER + "'").toString();
    }

    /** What Dashboards keeps of a visualization's colours, for all statuses there can be. */
    static ObjectNode uiState() {
        ObjectNode state = JSON.createObjectNode();
        ObjectNode colours = state.putObject("vis").putObject("colors");
        for (int status = FIRST; status <= LAST; status++) {
            if (status % 100 < 32 || status % 100 == 51 || status == 499) {
                colours.put(Integer.toString(status), shade(FAMILIES.get(status / 100 - 1), status % SHADES));
            }
        }
        return state;
    }

    /** The colour of a status, told from others of its family; null where it is none. */
    static String of(String status) {
        return status.matches("[1-5]\\d\\d")
                ? shade(FAMILIES.get(status.charAt(0) - '1'), Integer.parseInt(status) % SHADES)
                : null;
    }

    /** The colour, a little darker for each step. */
    private static String shade(String colour, int steps) {
        int rgb = Integer.parseInt(colour.substring(1), 16);
        int red = darker(rgb >> 16, steps);
        int green = darker(rgb >> 8 & 0xFF, steps);
        int blue = darker(rgb & 0xFF, steps);
        return "#%02X%02X%02X".formatted(red, green, blue);
    }

    private static int darker(int part, int steps) {
        return part * (100 - 9 * steps) / 100;
    }
}
