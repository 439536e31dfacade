package io.drey.metrics.domain;

import static java.util.Objects.requireNonNull;

import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a caller is, as far as a database knew, as one value of a list: {@code CH Zurich 47.3,8.5}.
 *
 * @param country two letters of ISO 3166-1
 * @param city the city's name, if it is known
 * @param location latitude and longitude in whole tenths of a degree, about ten kilometres, if they are known: the networks of
 *     a city are not all of one point
 */
public record Place(String country, Optional<String> city, Optional<String> location) {

    private static final FieldName COUNTRY = FieldName.parse("source.geo.country_iso_code");
    private static final FieldName CITY = FieldName.parse("source.geo.city_name");
    private static final FieldName LOCATION = FieldName.parse("source.geo.location");

    private static final Pattern ISO_CODE = Pattern.compile("[A-Z]{2}");
    private static final Pattern POINT = Pattern.compile("(-?\\d{1,2}(?:\\.\\d)?)\\d*,\\s?(-?\\d{1,3}(?:\\.\\d)?)\\d*");
    private static final int LONGEST_CITY = 100;

    public Place {
        requireNonNull(country, "country is null");
        requireNonNull(city, "city is null");
        requireNonNull(location, "location is null");
    }

    /** Where an event's caller is; null if no country is known. */
    static Place of(LogEvent event) {
        String country = event.text(COUNTRY);
        if (country == null || !ISO_CODE.matcher(country).matches()) {
            return null;
        }
        return new Place(
                country,
                Optional.ofNullable(event.text(CITY))
                        .map(String::strip)
                        .filter(city -> !city.isEmpty() && city.length() <= LONGEST_CITY),
                Optional.ofNullable(event.text(LOCATION)).flatMap(Place::cut));
    }

    /** The place that a value of a list names; empty if it names none. */
    public static Optional<Place> parse(String value) {
        String[] parts = value.split(" ", 2);
        if (!ISO_CODE.matcher(parts[0]).matches()) {
            return Optional.empty();
        }
        String rest = parts.length == 1 ? "" : parts[1];
        String last = rest.substring(rest.lastIndexOf(' ') + 1);
        Optional<String> location = cut(last);
        String city = location.isPresent()
                ? rest.substring(0, rest.length() - last.length()).strip()
                : rest;
        return Optional.of(new Place(parts[0], Optional.of(city).filter(name -> !name.isEmpty()), location));
    }

    /** The value of a list. */
    String value() {
        return country
                + city.map(name -> " " + name).orElse("")
                + location.map(point -> " " + point).orElse("");
    }

    private static Optional<String> cut(String point) {
        Matcher matcher = POINT.matcher(point);
        return matcher.matches() ? Optional.of(matcher.group(1) + "," + matcher.group(2)) : Optional.empty();
    }
}
