/** Somebody else's package, for the one class without which their library would load another. */
@NullMarked
package org.bytedeco.dnnl.presets;

import org.jspecify.annotations.NullMarked;
