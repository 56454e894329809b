import { dictionary } from "../../shared/i18n";
import { en } from "./en";
import { zh } from "./zh";

export const words = dictionary(en, zh);
