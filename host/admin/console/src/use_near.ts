// Whether a part of the page is in sight or about to be. Once near, always near.
import { useEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";

const ahead = "400px 0px";

export function useNear<T extends HTMLElement>(at_first: boolean): { ref: RefObject<T>; near: boolean } {
  const ref = useRef<T>(null);
  const [near, set_near] = useState(at_first);
  useEffect(() => {
    if (near || !ref.current) return undefined;
    const observer = new IntersectionObserver((seen) => {
      if (seen.some((one) => one.isIntersecting)) set_near(true);
    }, { rootMargin: ahead });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [near]);
  return { ref, near };
}
