package dev.ribwatch.config.binding;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Keys of a section that the format reserves and this version refuses by name. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface NotBuilt {
    /** What the section stands for, in messages. */
    String subject();

    String[] keys();
}
