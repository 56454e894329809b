import "../look/all.css";
