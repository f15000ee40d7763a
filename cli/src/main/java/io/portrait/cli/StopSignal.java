package io.portrait.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C and SIGTERM as a request to stop, while this is open; the second one ends the process at
 * once, as ever.
 *
 * <p>Not a shutdown hook: those run all at once, so that Flink would remove its working files while
 * the savepoint is still being taken. {@code sun.misc.Signal} is reached by reflection because the
 * compiler's warning about it cannot be switched off for one place.
 */
public final class StopSignal implements AutoCloseable {

  private static final List<String> NAMES = List.of("INT", "TERM");

  private final CountDownLatch asked = new CountDownLatch(1);
  private final AtomicBoolean first = new AtomicBoolean(true);
  private final Map<String, Object> before = new TreeMap<>();

  private StopSignal() {}

  /** Takes the signals over. */
  public static StopSignal open() {
    StopSignal signal = new StopSignal();
    NAMES.forEach(signal::takeOver);
    return signal;
  }

  /** Whether a stop was asked for. */
  public boolean asked() {
    return asked.getCount() == 0;
  }

  /** Asks, as a signal does. */
  void ask() {
    asked.countDown();
  }

  /** Waits so long at most; whether a stop was asked for. */
  public boolean await(long millis) {
    try {
      return asked.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Gives the signals back. */
  @Override
  public void close() {
    before.forEach(StopSignal::handle);
    before.clear();
  }

  private void takeOver(String name) {
    try {
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      InvocationHandler invocation =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  if (first.compareAndSet(true, false)) {
                    ask();
                  } else {
                    Runtime.getRuntime().halt(Failure.INTERRUPTED);
                  }
                  yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> "stop on SIG" + name;
              };
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(), new Class<?>[] {handlerType}, invocation);
      before.put(name, handle(name, handler));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a JDK without sun.misc.Signal", e);
    }
  }

  private static Object handle(String name, Object handler) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = type.getConstructor(String.class).newInstance(name);
      return type.getMethod("handle", type, handlerType).invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIG" + name + " cannot be handled", e);
    }
  }
}
