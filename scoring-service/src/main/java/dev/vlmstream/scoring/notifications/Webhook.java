package dev.vlmstream.scoring.notifications;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who is posted to.
 *
 * @param name what it is called in logs, metrics and Kafka: the variable, or the file's name, that has its address
 * @param address a secret: whoever knows it can post, too
 */
record Webhook(String name, boolean slack, URI address) {
    static final String SETTING = "vlmstream.notifications.webhooks";

    private static final Pattern FORM = Pattern.compile(
            "(?<place>[^=]+)=(?<slack>slack:)?(?<plain>http://)?(?<host>[^:/=]+|\\[[0-9a-fA-F:.]+])(?::(?<port>[0-9]{1,5}))?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /**
     * Reads an entry of the setting, and the address that it names.
     *
     * @throws IllegalArgumentException if it is none, or the address is not of the server that the entry allows; the address is in no
     *     message
     */
    static Webhook of(String entry, Map<String, String> environment) {
        Matcher matcher = FORM.matcher(entry.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(SETTING + ": \"" + entry
                    + "\" is no ADDRESS=HOST, ADDRESS=slack:HOST or ADDRESS=http://HOST:PORT, ADDRESS the variable or file that has the"
                    + " address");
        }
        String place = matcher.group("place");
        String name = place.substring(place.lastIndexOf('/') + 1);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    SETTING + ": \"" + name + "\": use letters, digits, '.', '_' and '-' only");
        }
        URI address = address(name, Secret.read(SETTING, place, environment));
        boolean plain = matcher.group("plain") != null;
        int port = matcher.group("port") == null ? plain ? 80 : 443 : Integer.parseInt(matcher.group("port"));
        String scheme = plain ? "http" : "https";
        if (!scheme.equalsIgnoreCase(address.getScheme())
                || !matcher.group("host").equalsIgnoreCase(address.getHost())
                || port(address) != port) {
            throw new IllegalArgumentException(SETTING + ": the address in " + place + " is not of " + scheme + "://"
                    + matcher.group("host") + ":" + port + ", the server that its entry allows");
        }
        return new Webhook(name, matcher.group("slack") != null, address);
    }

    private static URI address(String name, String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            // Not as its cause, which has the address.
            throw new IllegalArgumentException(SETTING + ": what is in " + name + " is no address");
        }
    }

    private static int port(URI address) {
        return address.getPort() >= 0
                ? address.getPort()
                : String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT).equals("http") ? 80 : 443;
    }

    /** Without the address. */
    @Override
    public String toString() {
        return name;
    }
}
