/** Whom the services let in. */
export const READERS = ["clerk", "county_admin", "chair", "city_viewer"] as const;
export const COMPARERS = ["city_viewer", "city_admin", "chair", "assessor"] as const;
/** Who has a yearly report made, or stops one. */
export const MAKERS = ["clerk", "county_admin"] as const;
