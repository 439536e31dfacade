package io.drey.cli;

import io.drey.cli.console.Console;
import java.lang.reflect.Constructor;
import picocli.CommandLine;

/** Makes commands, giving the console to those that ask for it in their constructor. */
final class CommandFactory implements CommandLine.IFactory {

    private final Console console;

    CommandFactory(Console console) {
        this.console = console;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Console.class) {
                constructor.setAccessible(true);
                return type.cast(constructor.newInstance(console));
            }
        }
        return CommandLine.defaultFactory().create(type);
    }
}
