package dev.ribwatch.agent.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Listens to a signal of the operating system. The JDK's only door to signals is {@code sun.misc.Signal} of module
 * jdk.unsupported; by reflection, since a direct reference is a warning that cannot be turned off.
 */
final class ProcessSignal {
    private ProcessSignal() {}

    /**
     * Runs the action at each such signal, on a thread of the JVM's, instead of what the JVM would do.
     *
     * @param name without SIG: HUP, TERM, INT
     * @return false if the process was started with this signal ignored: the JVM leaves that so, and the action never runs
     * @throws IllegalStateException if this JVM has no such signal
     */
    static boolean listen(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> call(action, proxy, method, arguments);
            Object listener = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, calls);
            Object number = signal.getConstructor(String.class).newInstance(name);
            Object before = signal.getMethod("handle", signal, handler).invoke(null, number, listener);
            return before != handler.getField("SIG_IGN").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java runtime cannot listen to SIG" + name, e);
        }
    }

    private static Object call(Runnable action, Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "handle" -> {
                action.run();
                yield 0; // handle() gives nothing, so nobody looks
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "signal listener";
        };
    }
}
