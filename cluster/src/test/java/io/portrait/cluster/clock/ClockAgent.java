package io.portrait.cluster.clock;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassReader;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassVisitor;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassWriter;
import org.apache.flink.shaded.asm9.org.objectweb.asm.MethodVisitor;
import org.apache.flink.shaded.asm9.org.objectweb.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * A Java agent that lets Flink and the job ask {@link JumpingClock} for the time. Other libraries
 * keep the machine's; so does everything that measures by {@link System#nanoTime}, as where a real
 * clock is set.
 */
public final class ClockAgent implements ClassFileTransformer {

  private static final String CLOCK = "io/portrait/cluster/clock/JumpingClock";
  private static final String NOW = "currentTimeMillis";

  private ClockAgent() {}

  /** Called by Java, with the file that holds the offset. */
  public static void premain(String offsets, Instrumentation instrumentation) {
    JumpingClock.follow(offsets);
    instrumentation.addTransformer(new ClockAgent());
  }

  /** Writes the agent's jar. */
  public static Path jar(Path file) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(new Attributes.Name("Premain-Class"), ClockAgent.class.getName());
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      for (Class<?> each :
          new Class<?>[] {ClockAgent.class, JumpingClock.class, Calls.class, Call.class}) {
        String name = each.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(name));
        try (InputStream bytes = each.getClassLoader().getResourceAsStream(name)) {
          bytes.transferTo(jar);
        }
      }
    }
    return file;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    boolean isOurs = name.startsWith("org/apache/flink/") || name.startsWith("io/portrait/");
    if (!isOurs || name.startsWith("io/portrait/cluster/") || name.contains("/shaded/")) {
      return null;
    }
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new Calls(writer), 0);
    return writer.toByteArray();
  }

  private static final class Calls extends ClassVisitor {

    Calls(ClassWriter writer) {
      super(Opcodes.ASM9, writer);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new Call(super.visitMethod(access, name, descriptor, signature, exceptions));
    }
  }

  private static final class Call extends MethodVisitor {

    Call(MethodVisitor written) {
      super(Opcodes.ASM9, written);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      boolean isNow = owner.equals("java/lang/System") && name.equals(NOW);
      super.visitMethodInsn(opcode, isNow ? CLOCK : owner, name, descriptor, isInterface);
    }
  }
}
