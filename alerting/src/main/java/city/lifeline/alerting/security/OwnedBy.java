package city.lifeline.alerting.security;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Whose work an endpoint is: callers with a role that covers one of these are let in. An endpoint
 * without it lets nobody in.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OwnedBy {

    /** Empty: everybody who is logged in, whatever their role. */
    Role[] value();

    /** Whether it is also open to those who must first do something for their account. */
    boolean unfinished() default false;

    /** Whether it is open to those who are not logged in. */
    boolean everybody() default false;
}
