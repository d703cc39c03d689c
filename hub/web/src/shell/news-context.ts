import { createContext } from "preact";
import { News } from "../api/news.ts";

/** The one line on which the hub tells its news. */
export const NewsContext = createContext<News>(new News());
